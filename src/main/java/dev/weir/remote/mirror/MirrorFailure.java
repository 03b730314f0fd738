package dev.weir.remote.mirror;

/**
 * One thing that was not done.
 *
 * @param what it is, such as {@code unable to push manifest to HOST/REPO:TAG}
 * @param reason why, as users are told it
 */
public record MirrorFailure(String what, String reason) {
  @Override
  public String toString() {
    return what + ": " + reason;
  }
}
