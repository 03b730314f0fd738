package dev.weir.pullthrough;

import dev.weir.remote.RemoteBlobPart;
import java.io.InputStream;
import java.util.Optional;
import java.util.OptionalLong;

/** What a registry answered. */
record RemotePart(RemoteBlobPart part) implements BlobOrigin.Part {
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
