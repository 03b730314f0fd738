package dev.weir.pullthrough.stream;

import dev.weir.reference.Digest;
import dev.weir.reference.StreamName;

/** Hears what became of pulls for which another registry was asked; must not hold them up. */
public interface PullReports {
  /** Nobody listens. */
  PullReports NONE =
      new PullReports() {
        @Override
        public void came(StreamName stream, Digest digest) {}

        @Override
        public void failed(StreamName stream, Digest digest, PullThroughException why) {}
      };

  /** All of it came. */
  void came(StreamName stream, Digest digest);

  void failed(StreamName stream, Digest digest, PullThroughException why);
}
