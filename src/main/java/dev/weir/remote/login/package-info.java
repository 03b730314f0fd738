/**
 * Where logins for other registries are kept: in secrets of a namespace, and in the files of {@code
 * docker login} and {@code podman login}.
 */
@NullMarked
package dev.weir.remote.login;

import org.jspecify.annotations.NullMarked;
