package dev.weir.clients.soak;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a server holds.
 *
 * @param heap bytes in use after a collection of the heap
 * @param resident bytes of the process
 */
record Memory(long heap, long resident) {
  private static final Pattern USED =
      Pattern.compile("(?m)^ *(?!Metaspace|class space)\\w.* used (\\d+)K");

  static Memory of(long pid) throws IOException, InterruptedException {
    String _ = jcmd(pid, "GC.run");
    Matcher used = USED.matcher(jcmd(pid, "GC.heap_info"));
    long heap = 0;
    while (used.find()) {
      heap += Long.parseLong(used.group(1)) * 1024;
    }
    long resident =
        Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
            .findFirst()
            .orElse(0);
    return new Memory(heap, resident);
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid),
                command)
            .redirectErrorStream(true)
            .start();
    String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (jcmd.waitFor() != 0) {
      throw new IOException("jcmd " + command + ": " + said);
    }
    return said;
  }

  @Override
  public String toString() {
    return "heap %.1f MB, resident %.0f MB".formatted(heap / 1e6, resident / 1e6);
  }
}
