/**
 * Loops over the ordered log of changes: an informer tells what changed, a queue holds keys, a
 * worker reconciles one key at a time (events only mark; the state is read afresh).
 */
@NullMarked
package dev.weir.controller;

import org.jspecify.annotations.NullMarked;
