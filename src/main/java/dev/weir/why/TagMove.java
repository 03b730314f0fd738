package dev.weir.why;

import dev.weir.follower.Trigger.TagKey;
import dev.weir.imagestream.TagEvent;
import dev.weir.streams.encoded.PastEvent;

/**
 * A tag came to the image that is asked about.
 *
 * @param from what it was pointed at, follows or was imported from; empty if that is not known, and
 *     of a push
 * @param followed it moved because it follows another tag of its stream, which that names
 * @param hold who keeps the tag where it is, and why; empty if nobody does
 * @param minimumAge for how long an image must have been seen before the tag takes it; empty if
 *     none has to wait
 */
record TagMove(
    TagKey tag, PastEvent past, String from, boolean followed, String hold, String minimumAge) {
  TagEvent event() {
    return past.event();
  }
}
