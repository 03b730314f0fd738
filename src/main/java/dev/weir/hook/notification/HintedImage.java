package dev.weir.hook.notification;

/**
 * A tag of another registry of which somebody says that it moved.
 *
 * @param host of the registry, {@code host[:port]}; empty if any may be meant, because a registry
 *     does not know by which name others reach it
 * @param path of the repository there, such as {@code library/nginx}
 */
public record HintedImage(String host, String path, String tag) {}
