package dev.weir.blob.file;

import dev.weir.reference.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was taken away since it was damaged, and what was found to be missing: a file for each,
 * until the blob comes again. Who changes it for a digest has the turn on that.
 */
final class Losses {
  private static final Logger LOG = LoggerFactory.getLogger(Losses.class);

  private final FileLayer files;
  private final BlobPaths paths;
  private volatile Runnable changed = () -> {};

  Losses(FileLayer files, BlobPaths paths) {
    this.files = files;
    this.paths = paths;
  }

  /** Tells somebody, who must be quick, of each change. */
  void onChange(Runnable told) {
    changed = told;
  }

  void changed() {
    changed.run();
  }

  /** Takes a damaged file. */
  void take(Path file, Digest digest) throws IOException {
    files.createDirectories(paths.damaged(digest).resolveSibling(""));
    files.move(file, paths.damaged(digest));
  }

  /** Remembers one of which there was nothing to take; true if it was not known. */
  boolean note(Digest digest) throws IOException {
    if (files.facts(paths.damaged(digest)).isPresent()) {
      return false;
    }
    files.createDirectories(paths.damaged(digest).resolveSibling(""));
    files.openForWriting(paths.damaged(digest)).close();
    return true;
  }

  /** The blob has come again. */
  void ended(Digest digest) {
    try {
      if (files.delete(paths.damaged(digest))) {
        LOG.info("blob {} was lost, and is there again", digest);
        changed();
      }
    } catch (IOException e) {
      LOG.warn("cannot remove {}: {}", paths.damaged(digest), e.getMessage());
    }
  }

  void forget(Digest digest) throws IOException {
    boolean _ = files.delete(paths.damaged(digest));
  }

  /** Names of all, of one algorithm. */
  List<String> names(String algorithm) throws IOException {
    Path directory = paths.root().resolve("damaged").resolve(algorithm);
    return files.facts(directory).isEmpty() ? List.of() : files.list(directory);
  }

  /** Takes a file that is no blob. */
  void putAside(String stray) throws IOException {
    Path from = paths.root().resolve(stray);
    Path to = paths.root().resolve("damaged").resolve("strays").resolve(stray.replace('/', '_'));
    files.createDirectories(to.resolveSibling(""));
    files.move(from, to);
    LOG.warn("{} is no blob, and was moved to {}", from, to);
  }
}
