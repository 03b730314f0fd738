/**
 * OpenShift's kinds as they were before API groups: {@code apiVersion: v1}, under {@code /oapi/v1},
 * and as resources of the core group that clients find by kind alone. Nothing is stored twice: each
 * resource here shows another one in the older form (image-api.md 1.2).
 */
@NullMarked
package dev.weir.apiserver.legacy;

import org.jspecify.annotations.NullMarked;
