package dev.weir.follower;

import java.util.Optional;

/** What tags are now. */
public interface TagLookup {
  /** No tag has an image. */
  TagLookup NONE =
      new TagLookup() {
        @Override
        public Optional<String> newest(Trigger.TagKey tag) {
          return Optional.empty();
        }

        @Override
        public boolean isOwnHost(String host) {
          return false;
        }
      };

  /** Newest pull spec of a tag, if it has one. */
  Optional<String> newest(Trigger.TagKey tag);

  /**
   * True if a host is, or was, the integrated registry's: images that differ only in such hosts are
   * the same.
   *
   * @param host {@code host[:port]}
   */
  boolean isOwnHost(String host);
}
