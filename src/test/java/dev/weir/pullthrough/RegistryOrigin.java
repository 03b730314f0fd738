package dev.weir.pullthrough;

import dev.weir.reference.Digest;
import dev.weir.remote.RemoteBlobPart;
import dev.weir.remote.RemoteRegistry;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;
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
    return new Answered(registry.get().openBlob(digest, from, validator));
  }

  private record Answered(RemoteBlobPart part) implements Part {
    @Override
    public long start() {
      return part.start();
    }

    @Override
    public OptionalLong total() {
      return part.total();
    }

    @Override
    public Optional<String> validator() {
      return part.validator();
    }

    @Override
    public InputStream content() {
      return part.content();
    }

    @Override
    public void close() {
      part.close();
    }
  }
}
