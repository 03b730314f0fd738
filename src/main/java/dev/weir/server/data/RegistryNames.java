package dev.weir.server.data;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the registry is and was called in pull specs, so that those of earlier starts are known for
 * its own.
 *
 * @param present names that a later start takes up, newest first
 * @param fleeting names of one start each, newest first
 */
public record RegistryNames(Path present, Path fleeting) {
  private static final int MOST_FLEETING = 100;

  /** Those of a data directory, which nobody has to have opened. */
  public static RegistryNames of(Path directory) {
    return new RegistryNames(
        directory.resolve("registry-host"), directory.resolve("registry-hosts-fleeting"));
  }

  /** Names that the registry has had in pull specs, the present one first. */
  public List<String> kept() throws IOException {
    return lines(present);
  }

  /** As {@link #kept}; empty where they may not be read. */
  public Optional<List<String>> readable() {
    try {
      return Optional.of(kept());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Keeps the registry's name; earlier ones are remembered. */
  public void keep(String host) throws IOException {
    Set<String> hosts = new LinkedHashSet<>(List.of(host));
    hosts.addAll(kept());
    if (!List.copyOf(hosts).equals(kept())) {
      writeLines(present, hosts);
    }
  }

  /** Remembers a name with a port that only this start has; a later one does not take it up. */
  public void rememberFleeting(String host) throws IOException {
    rememberFleeting(List.of(host));
  }

  /** As {@link #rememberFleeting(String)}, of several. */
  void rememberFleeting(List<String> more) throws IOException {
    Set<String> hosts = new LinkedHashSet<>(more);
    hosts.addAll(lines(fleeting));
    List<String> newest = hosts.stream().limit(MOST_FLEETING).toList();
    if (!newest.equals(lines(fleeting))) {
      writeLines(fleeting, newest);
    }
  }

  /** Every name that pull specs may hold for the registry. */
  public Set<String> all() throws IOException {
    Set<String> hosts = new LinkedHashSet<>(kept());
    hosts.addAll(lines(fleeting));
    return hosts;
  }

  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file).stream().filter(l -> !l.isBlank()).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static void writeLines(Path file, Collection<String> lines) throws IOException {
    String text = String.join("\n", lines) + "\n";
    DurableFile.writePrivate(file, text.getBytes(StandardCharsets.UTF_8));
  }
}
