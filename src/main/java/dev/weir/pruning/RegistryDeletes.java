package dev.weir.pruning;

import java.io.IOException;

/** What pruning asks of a registry. What is not there any more counts as done. */
public interface RegistryDeletes {
  /**
   * Takes a blob from a repository.
   *
   * @param repository such as {@code project/stream}
   * @throws IOException with the reason, such as {@code 403 Forbidden}
   */
  void layerLink(String repository, String digest) throws IOException;

  /**
   * Takes a manifest from a repository.
   *
   * @throws IOException with the reason
   */
  void manifestLink(String repository, String digest) throws IOException;

  /**
   * Says that no image needs the bytes any more.
   *
   * @throws IOException with the reason
   */
  void blob(String digest) throws IOException;
}
