package dev.weir.trigger;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceStreams;
import dev.weir.imagestream.TagEvent;
import java.util.Optional;

/**
 * Tags as they are stored at this moment: slower to ask than what a loop has heard so far, and
 * never behind.
 */
public final class SourceTags implements TagLookup {
  private final SourceStreams streams;

  public SourceTags(SourceStreams streams) {
    this.streams = streams;
  }

  /** As it is stored: the integrated registry has the host that cannot exist. */
  @Override
  public Optional<String> newest(Trigger.TagKey tag) {
    return stream(tag)
        .flatMap(stream -> stream.pullSpec(tag.tag()))
        .filter(pullSpec -> !pullSpec.isEmpty());
  }

  @Override
  public boolean isOwnHost(String host) {
    return false;
  }

  /** The newest event of a tag. */
  Optional<TagEvent> event(Trigger.TagKey tag) {
    return stream(tag).flatMap(stream -> stream.newest(tag.tag()));
  }

  private Optional<ImageStream> stream(Trigger.TagKey tag) {
    return streams.find(tag.streamName());
  }
}
