/**
 * How far a build is: the steps that it takes, what each leaves on it, and who may take it. Pure.
 */
@NullMarked
package dev.weir.platform.openshift.build.phase;

import org.jspecify.annotations.NullMarked;
