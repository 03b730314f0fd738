package dev.weir.server.data;

import dev.weir.server.config.StartException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A file among the blobs, which are often a volume of their own: without it they are not there,
 * only the place for them is. It is made before anything is stored for the first time, and held
 * while the server runs.
 */
public final class BlobsMark implements AutoCloseable {
  private static final String NAME = "mark";
  private static final String TEXT =
      "This directory holds what a Weir server keeps of images; without this file it is taken for"
          + " lost.\n";

  private final Path blobs;
  private final HeldFile file;

  private BlobsMark(Path blobs, HeldFile file) {
    this.blobs = blobs;
    this.file = file;
  }

  /**
   * Finds the mark, or sets it at a first start and where an earlier version left blobs without.
   *
   * @param storeHasContent something was stored, so the blobs were there
   * @throws StartException if they are not
   */
  public static BlobsMark open(DataDirectory data, boolean storeHasContent) throws IOException {
    Path blobs = data.blobs();
    Path mark = blobs.resolve(NAME);
    if (!Files.exists(mark)) {
      Path earlier = blobs.resolve("blobs").resolve("sha256");
      if (storeHasContent && !Files.isDirectory(earlier)) {
        throw new StartException(
            "The blobs of images in "
                + blobs
                + " are missing, but the store beside it was used with them; mount their volume or"
                + " restore them from a backup. To go on without them, make the directory "
                + earlier
                + ".");
      }
      data.createBlobs();
      DurableFile.writePrivate(mark, TEXT.getBytes(StandardCharsets.UTF_8));
    }
    return new BlobsMark(
        blobs, new HeldFile(mark, FileChannel.open(mark, StandardOpenOption.READ)));
  }

  /** False if the blobs were moved, removed or unmounted since. */
  public boolean isInPlace() {
    return file.isInPlace();
  }

  /** What is wrong if they were. */
  public String trouble() {
    return "the directory of blobs "
        + blobs
        + ", or the file "
        + NAME
        + " in it, was moved, removed or unmounted under the server; bring it back, or stop the"
        + " server";
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
