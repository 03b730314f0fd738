/**
 * Questions about rights (authorization.k8s.io/v1 and authorization.openshift.io/v1): may I, may
 * they, what may I, who may. Nothing is stored; an answer is as of now.
 */
@NullMarked
package dev.weir.platform.rbac.review;

import org.jspecify.annotations.NullMarked;
