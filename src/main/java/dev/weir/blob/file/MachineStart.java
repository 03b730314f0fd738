package dev.weir.blob.file;

import dev.weir.failure.FileProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the machine was started: what was written since, and not forced to the disk, is there.
 *
 * @param id of that start, no other has it
 * @param since time that has passed, also while the machine slept
 */
public record MachineStart(String id, Duration since) {
  private static final Logger LOG = LoggerFactory.getLogger(MachineStart.class);

  /** As Linux tells it; empty where nobody does. */
  public static Optional<MachineStart> read() {
    return read(Path.of("/proc/sys/kernel/random/boot_id"), Path.of("/proc/uptime"));
  }

  static Optional<MachineStart> read(Path bootId, Path uptime) {
    try {
      String id = Files.readString(bootId).strip();
      String seconds = Files.readString(uptime).split(" ", 2)[0];
      return id.isEmpty() || id.contains(" ")
          ? Optional.empty()
          : Optional.of(
              new MachineStart(
                  id, Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000))));
    } catch (IOException e) {
      LOG.debug("the start of the machine is not known: {}", FileProblem.named(e));
      return Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
