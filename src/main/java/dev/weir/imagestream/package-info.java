/**
 * The image stream: what a user wants each tag to follow (spec tags), what each tag was (status
 * tags, newest event first), and every rule between the two as a pure function of state, input and
 * time (image-api.md 3–5).
 *
 * <pre>
 *   user edits spec ─→ Generations ─→ TagResolution ─┐
 *   push ───────────→ PushedTag ─────────────────────┼─→ TagHistory.add ─→ Followers
 *   import ─────────→ ImportedTags ──────────────────┘
 * </pre>
 *
 * A tag that somebody holds is moved by a push only ({@link dev.weir.imagestream.SpecTag#isHeld},
 * {@code Holds}).
 *
 * <p>The integrated registry is named by {@link dev.weir.image.OwnRegistry#HOST} throughout.
 */
@NullMarked
package dev.weir.imagestream;

import org.jspecify.annotations.NullMarked;
