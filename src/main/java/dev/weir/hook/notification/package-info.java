/**
 * What registries tell of pushes, each in a document of its own, as names of images. Pure: bytes
 * in, names out. Nothing that a document names is ever fetched.
 */
@NullMarked
package dev.weir.hook.notification;

import org.jspecify.annotations.NullMarked;
