/** What an operator asks of a server: how it is, what is amiss, and what to do about it. */
@NullMarked
package dev.weir.server.report;

import org.jspecify.annotations.NullMarked;
