package dev.weir.platform.openshift.build;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import java.util.Optional;

/** What image streams hold at this moment, as builds need it: pull specs as clients see them. */
public interface StreamImages extends TagLookup {
  /** No stream is there. */
  StreamImages NONE =
      new StreamImages() {
        @Override
        public Optional<String> newest(Trigger.TagKey tag) {
          return Optional.empty();
        }

        @Override
        public Optional<String> image(String namespace, String stream, String id) {
          return Optional.empty();
        }

        @Override
        public Optional<String> repository(String namespace, String stream) {
          return Optional.empty();
        }

        @Override
        public boolean isOwnHost(String host) {
          return false;
        }
      };

  /**
   * An image of a stream; empty unless one alone begins with the id.
   *
   * @param id digest, or the beginning of one
   */
  Optional<String> image(String namespace, String stream, String id);

  /** Where images of a stream are pushed to, {@code host/namespace/stream}; empty if it is none. */
  Optional<String> repository(String namespace, String stream);
}
