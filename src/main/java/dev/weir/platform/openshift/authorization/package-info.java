/**
 * Roles and bindings as OpenShift wrote them (authorization.openshift.io/v1): the objects of
 * rbac.authorization.k8s.io, seen and written in another form. Nothing is stored here.
 */
@NullMarked
package dev.weir.platform.openshift.authorization;

import org.jspecify.annotations.NullMarked;
