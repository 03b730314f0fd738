/**
 * OpenShift's own kinds around image streams. Deployment configs and build kinds have rooms of
 * their own; templates and routes are stored, defaulted and validated here.
 */
@NullMarked
package dev.weir.platform.openshift;

import org.jspecify.annotations.NullMarked;
