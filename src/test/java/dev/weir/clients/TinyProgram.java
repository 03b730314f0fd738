package dev.weir.clients;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A program that needs nothing else in its container: it prints {@code running} and goes on until
 * SIGTERM. An ELF file of 217 bytes, for Linux on x86-64.
 *
 * <pre>
 *   write(1, "running\n", 8); rt_sigprocmask(SIG_BLOCK, {SIGINT, SIGTERM}, NULL, 8);
 *   rt_sigtimedwait({SIGINT, SIGTERM}, NULL, NULL, 8); exit(0);
 * </pre>
 */
final class TinyProgram {
  private static final byte[] CODE =
      HexFormat.of()
          .parseHex(
              "b801000000bf01000000488d3548000000ba080000000f05b80e00000031"
                  + "ff488d352b00000031d241ba080000000f05b880000000488d3d15000000"
                  + "31f631d241ba080000000f05b83c00000031ff0f05024000000000000072"
                  + "756e6e696e670a");
  private static final int HEADERS = 64 + 56;
  private static final long BASE = 0x400000;

  private TinyProgram() {}

  /** True if this machine can run it. */
  static boolean runsHere() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  static void write(Path file) throws IOException {
    int size = HEADERS + CODE.length;
    ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(HexFormat.of().parseHex("7f454c46020101000000000000000000"));
    elf.putShort((short) 2).putShort((short) 62).putInt(1); // executable, x86-64
    elf.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0); // entry, program headers
    elf.putShort((short) 64).putShort((short) 56).putShort((short) 1);
    elf.putShort((short) 0).putShort((short) 0).putShort((short) 0);
    elf.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE); // loaded to read and execute
    elf.putLong(size).putLong(size).putLong(0x1000);
    elf.put(CODE);
    Files.write(file, elf.array());
    if (!file.toFile().setExecutable(true, false)) {
      throw new IOException(file + " cannot be made executable");
    }
  }
}
