/**
 * OpenShift's own kinds around image streams, stored, defaulted and validated: deployment configs,
 * build configs, builds, templates and routes (controllers-and-access.md 3.1 and 4.1). Weir runs
 * nothing: what would start a rollout or a build answers with an error that says so.
 */
@NullMarked
package dev.weir.platform.openshift;

import org.jspecify.annotations.NullMarked;
