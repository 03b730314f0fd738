package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteRegistry;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A repository of another registry.
 *
 * @param registry opens it; asked each time, since rights and logins change
 */
public record RegistryOrigin(String key, String repository, Supplier<RemoteRegistry> registry)
    implements BlobOrigin {
  @Override
  public Part open(Digest digest, long from, Optional<String> validator) {
    return Part.of(registry.get().openBlob(digest, from, validator));
  }
}
