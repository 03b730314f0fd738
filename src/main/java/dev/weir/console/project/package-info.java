/** The console's page of projects. */
@NullMarked
package dev.weir.console.project;

import org.jspecify.annotations.NullMarked;
