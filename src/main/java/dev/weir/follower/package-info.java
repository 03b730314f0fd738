/**
 * The hinge between tags and what follows them: kinds that have triggers, what these mean for an
 * object, and why one was moved. Both halves of a server know it, the streams' to move what follows
 * and the platform's for the kinds that do.
 */
@NullMarked
package dev.weir.follower;

import org.jspecify.annotations.NullMarked;
