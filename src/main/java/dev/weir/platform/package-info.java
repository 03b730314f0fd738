/**
 * The kinds of Kubernetes and OpenShift around image streams: namespaces and what stands in them,
 * workloads, accounts, projects, users, roles, quotas, and who owns whom. Where Weir stands alone
 * it is the cluster, so it has them itself; the streams know nothing of them.
 */
@NullMarked
package dev.weir.platform;

import org.jspecify.annotations.NullMarked;
