package dev.weir.blob.file;

import dev.weir.reference.Digest;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The only class that knows where things lie:
 *
 * <pre>
 * blobs/sha256/ab/abcd…   a blob: complete, verified, never written again
 * blobs/sha512/01/0123…
 * damaged/sha256/abcd…    a file that is not the blob any more, until that comes again; empty if
 *                         there was none
 * damaged/strays/…        what lay among the blobs and was none, moved there by a repair
 * uploads/3f9c…/data      bytes of an upload so far; renamed to become the blob
 * uploads/3f9c…/owner     whose upload it is, UTF-8
 * </pre>
 *
 * Everything is on one filesystem, so that the rename is atomic. A directory in {@code uploads}
 * without {@code data} is the rest of an upload that ended.
 */
record BlobPaths(Path root) {
  static final List<String> ALGORITHMS = List.of("sha256", "sha512");

  private static final Pattern SHELF = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern UPLOAD_ID = Pattern.compile("[0-9a-f]{32}");

  Path uploads() {
    return root.resolve("uploads");
  }

  Path blobs() {
    return root.resolve("blobs");
  }

  Path algorithm(String algorithm) {
    return blobs().resolve(algorithm);
  }

  /** Directory that holds the blob's file. */
  Path shelf(Digest digest) {
    return algorithm(digest.algorithm()).resolve(digest.hex().substring(0, 2));
  }

  Path blob(Digest digest) {
    return shelf(digest).resolve(digest.hex());
  }

  /** Where a blob's file is put when its bytes turn out to be others. */
  Path damaged(Digest digest) {
    return root.resolve("damaged").resolve(digest.algorithm()).resolve(digest.hex());
  }

  Path upload(String id) {
    return uploads().resolve(id);
  }

  Path data(String id) {
    return upload(id).resolve("data");
  }

  Path owner(String id) {
    return upload(id).resolve("owner");
  }

  static boolean isShelf(String text) {
    return SHELF.matcher(text).matches();
  }

  /** Ids come from URLs: only what this store could have given out is ever part of a path. */
  static boolean isUploadId(String text) {
    return UPLOAD_ID.matcher(text).matches();
  }
}
