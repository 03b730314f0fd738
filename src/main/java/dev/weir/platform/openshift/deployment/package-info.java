/**
 * Deployment configs: their rules, and what rolls them out (controllers-and-access.md 4). Tags move
 * their images, what changed in them becomes a version, and each version a replication controller;
 * the newest one is scaled up and the others down. Weir runs no pods.
 */
@NullMarked
package dev.weir.platform.openshift.deployment;

import org.jspecify.annotations.NullMarked;
