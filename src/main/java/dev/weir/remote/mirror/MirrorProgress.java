package dev.weir.remote.mirror;

import dev.weir.reference.Digest;
import dev.weir.remote.repository.Location;

/** Is told how a mirror goes on, on any thread; must be quick. */
public interface MirrorProgress {
  /** Something that users should know, and that is no failure. */
  void warning(String text);

  /** A list of which nothing is wanted, or the like. */
  void info(String text);

  /** A blob is being sent. */
  void uploading(Location target, Digest blob, long size);

  /** So many more bytes of it were sent; fewer than none after a break. */
  void sent(Location target, Digest blob, long bytes);

  /** A blob is there: it was sent. */
  void uploaded(Location target, Digest blob, long size);

  /** A blob was not sent after all; why comes as a failure. */
  default void abandoned(Location target, Digest blob) {}

  /** A blob is there: it was before. */
  default void present(Location target, Digest blob, long size) {}

  /** A blob is there: it was mounted. */
  void mounted(Location target, Digest blob, long size);

  /** A manifest is there. {@code tag} is empty if it has only its digest. */
  void pushed(Location target, Digest manifest, String tag);

  /** Something was not done. */
  void failed(MirrorFailure failure);
}
