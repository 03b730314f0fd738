/**
 * What each page of the console is made with: who looks, what was asked for, and how it is shown.
 */
@NullMarked
package dev.weir.console.visit;

import org.jspecify.annotations.NullMarked;
