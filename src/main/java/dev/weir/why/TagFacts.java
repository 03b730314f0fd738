package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.TagEvent;
import dev.weir.reference.StreamName;
import dev.weir.streams.encoded.PastEvent;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What tags are and were, for somebody who asks. */
interface TagFacts {
  /** True if whoever asks may know of a tag; nothing else here looks at that. */
  boolean mayBeSeen(TagKey tag);

  /** True if whoever asks may know who moved it, too. */
  boolean mayNamesBeSeen(TagKey tag);

  /** The stream with at least the newest event of each tag. */
  Optional<ImageStream> stream(StreamName name);

  /** The newest event of a tag with an image that is wanted besides. */
  Optional<PastEvent> past(TagKey tag, ImageId image, Predicate<TagEvent> wanted);

  /** Tags of a stream that have or had an image, sorted. */
  List<String> tagsThatHad(StreamName stream, ImageId image);

  /** The tags of a namespace that have an image now, some of them if there are many. */
  List<TagKey> tagsThatHave(String namespace, ImageId image);
}
