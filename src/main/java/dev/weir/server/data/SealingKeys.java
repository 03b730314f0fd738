package dev.weir.server.data;

import dev.weir.access.seal.AesGcmSealer;
import dev.weir.failure.FileProblem;
import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** The file with the keys that seal Secrets: one a line, base64; the first one seals. */
public final class SealingKeys {
  private SealingKeys() {}

  /**
   * Opens the keys. A new one is made only before there is a store: later, a missing file means
   * that sealed Secrets are lost, and a new key must not hide that.
   *
   * @throws StartException if the file is missing or damaged
   */
  public static AesGcmSealer open(Path file, boolean mayMake) throws IOException {
    if (mayMake && !Files.exists(file)) {
      String key = Base64.getEncoder().encodeToString(AesGcmSealer.newKey());
      DurableFile.writePrivate(file, (key + "\n").getBytes(StandardCharsets.US_ASCII));
    }
    try {
      List<byte[]> keys =
          FileProblem.read(file)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .map(Base64.getDecoder()::decode)
              .toList();
      return new AesGcmSealer(keys);
    } catch (NoSuchFileException e) {
      throw new StartException(
          "The file "
              + file
              + " is missing; without it the stored Secrets cannot be read; restore it from a"
              + " backup.",
          e);
    } catch (IllegalArgumentException e) {
      throw new StartException(
          "The file " + file + " is damaged: it holds no 256-bit keys; restore it from a backup.",
          e);
    }
  }
}
