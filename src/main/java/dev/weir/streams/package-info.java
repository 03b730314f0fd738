/**
 * Streams in the store, and how a push becomes part of one: repository links, images, tag events.
 *
 * <pre>
 *   /registry/image.openshift.io/imagestreams/NS/NAME   spec, metadata, newest event of each tag
 *   /history/NS/NAME/TAG[/NUMBER]                      older events of a tag, see encoded.OlderEvents
 *   /registry/image.openshift.io/images/DIGEST          an Image
 *   /links/NS/NAME/DIGEST                               content that was pushed or mounted there
 *   /referrers/NS/NAME/SUBJECT/DIGEST                   what was pushed there about another image
 * </pre>
 *
 * A tag's older events are written only together with its stream, under the condition that the
 * stream is still what was read, so both always belong together at one revision.
 */
@NullMarked
package dev.weir.streams;

import org.jspecify.annotations.NullMarked;
