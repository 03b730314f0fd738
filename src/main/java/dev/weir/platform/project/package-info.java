/** Projects and project requests (project.openshift.io/v1): a view of namespaces. */
@NullMarked
package dev.weir.platform.project;

import org.jspecify.annotations.NullMarked;
