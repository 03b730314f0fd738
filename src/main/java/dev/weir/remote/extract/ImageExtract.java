package dev.weir.remote.extract;

import dev.weir.manifest.Descriptor;
import dev.weir.manifest.Manifest;
import dev.weir.remote.repository.SourceRepository;

/** Writes files of an image to disk, or tells which it would write (cli.md 6). */
public final class ImageExtract {
  private final SourceRepository repository;
  private final ExtractReport report;

  public ImageExtract(SourceRepository repository, ExtractReport report) {
    this.repository = repository;
    this.report = report;
  }

  /** A layer could not be extracted; the message says why. What was written stays. */
  public static final class LayerException extends Exception {
    private final transient Descriptor layer;

    LayerException(Descriptor layer, String message) {
      super(message);
      this.layer = layer;
    }

    public Descriptor layer() {
      return layer;
    }
  }

  /**
   * Writes what a request says. All bytes of the layers were compared with their digests when it
   * comes back.
   *
   * @throws IllegalArgumentException if the image has no such layers
   * @throws LayerException if a layer is damaged, unsafe, or cannot be read or written
   */
  public void extract(Manifest.ImageManifest image, ExtractRequest request) throws LayerException {
    new Extraction(repository, report, image, request, Extraction.Aim.WRITE).newestFirst();
  }

  /**
   * Tells what would be written.
   *
   * @param all true: whatever layers hold, from the oldest to the newest; false: what is left of it
   */
  public void list(Manifest.ImageManifest image, ExtractRequest request, boolean all)
      throws LayerException {
    if (all) {
      new Extraction(repository, report, image, request, Extraction.Aim.LIST_ALL).oldestFirst();
    } else {
      new Extraction(repository, report, image, request, Extraction.Aim.LIST).newestFirst();
    }
  }
}
