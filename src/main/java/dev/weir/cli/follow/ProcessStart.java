package dev.weir.cli.follow;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What tells a process from a later one of the same number, whatever is done to the clock: the
 * start of the machine, and how many ticks after that it began.
 */
final class ProcessStart {
  /** Place of the start time behind the name of the program, which may have spaces. */
  private static final int TICKS = 19;

  private ProcessStart() {}

  /** As Linux tells it, {@code BOOT-ID/TICKS}; empty where nobody does, or of no process. */
  static Optional<String> of(long process) {
    try {
      String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
      String stat = Files.readString(Path.of("/proc", Long.toString(process), "stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
      return boot.isEmpty() || fields.length <= TICKS
          ? Optional.empty()
          : Optional.of(boot + "/" + fields[TICKS]);
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
