package dev.weir.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.reference.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a tar file takes in, it gives back, whatever the names and sizes; and keys open as locked.
 */
class TarShelfTest {
  private static final byte[] CONTENT = "some content".getBytes(StandardCharsets.UTF_8);

  @TempDir Path directory;

  @Test
  void namesThatAreTooLongForAHeaderComeBack() throws Exception {
    Digest digest = new Digest("sha512", "ab".repeat(64));
    Path file = directory.resolve("backup.tar");
    try (OutputStream out = Files.newOutputStream(file)) {
      TarWriter tar = new TarWriter(out);
      tar.add(Shelf.blob(digest), CONTENT.length, new ByteArrayInputStream(CONTENT));
      tar.add("backup.json", 0, InputStream.nullInputStream());
      tar.end();
    }
    try (Shelf shelf = Shelf.of(file)) {
      assertThat(shelf.strangers()).isEmpty();
      assertThat(shelf.size(Shelf.blob(digest))).hasValue(CONTENT.length);
      assertThat(shelf.size("backup.json")).hasValue(0);
      assertThat(shelf.open(Shelf.blob(digest)).readAllBytes()).isEqualTo(CONTENT);
    }
    assertThat(Shelf.blob(Shelf.blob(digest))).contains(digest);
  }

  /** The header is read; the bytes behind it are not there. */
  @Test
  void sizesThatAreTooLargeForAHeaderAreUnderstood() throws Exception {
    Path file = directory.resolve("large.tar");
    try (OutputStream out = Files.newOutputStream(file)) {
      new TarWriter(out).begin("backup.json", 1L << 40);
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      assertThat(channel.size()).as("a header of its own tells the size").isEqualTo(3 * 512);
      channel.write(ByteBuffer.wrap(new byte[1024]), 3 * 512 + (1L << 40)); // a file with a hole
    } catch (IOException tooLargeForThisDisk) {
      return;
    }
    try (Shelf shelf = Shelf.of(file)) {
      assertThat(shelf.size("backup.json")).hasValue(1L << 40);
    }
  }

  @Test
  void keysOpenWithTheirPassphraseOnlyAndSlowFilesAreRefused() throws Exception {
    char[] phrase = "correct horse".toCharArray();
    byte[] locked = LockedKeys.lock(Map.of("secrets.key", CONTENT), phrase);
    assertThat(LockedKeys.open(locked, phrase, "keys").get("secrets.key")).isEqualTo(CONTENT);
    String text = new String(locked, StandardCharsets.UTF_8);
    assertThat(text).contains("PBKDF2-HMAC-SHA512", "AES-256-GCM").doesNotContain("secrets.key");
    for (String other : new String[] {"600001", "2000000000", "0", "-1"}) {
      byte[] changed = text.replace("600000", other).getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> LockedKeys.open(changed, phrase, "keys"))
          .isInstanceOf(BackupException.class)
          .hasMessageContaining("keys");
    }
  }
}
