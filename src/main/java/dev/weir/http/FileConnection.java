package dev.weir.http;

import java.util.Optional;

/** A connection to which the kernel can copy the bytes of files: nothing encrypts them. */
public interface FileConnection {
  /**
   * Says which bytes the buffers of {@link FileRegion#next} stand for here, until it is said anew.
   */
  void sends(Optional<FileRegion> region);
}
