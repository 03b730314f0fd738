package dev.weir.lookup;

import dev.weir.follower.Trigger;
import dev.weir.image.OwnRegistry;
import dev.weir.imagestream.ImageStream;
import dev.weir.imagestream.SourceStreams;
import dev.weir.platform.openshift.build.StreamImages;
import dev.weir.reference.StreamName;
import java.util.Optional;

/** What image streams hold, for builds. */
public record StoredImages(SourceStreams streams, RegistryHosts hosts) implements StreamImages {
  @Override
  public Optional<String> newest(Trigger.TagKey tag) {
    return new ShownTags(streams, hosts).newest(tag);
  }

  @Override
  public Optional<String> image(String namespace, String stream, String id) {
    return stream(namespace, stream)
        .flatMap(found -> ImageNames.image(streams, found, id))
        .map(hosts::shown);
  }

  @Override
  public Optional<String> repository(String namespace, String stream) {
    return stream(namespace, stream)
        .map(found -> OwnRegistry.repository(found.name()))
        .map(hosts::shown);
  }

  private Optional<ImageStream> stream(String namespace, String stream) {
    return StreamName.isValidName(stream)
        ? streams.find(new StreamName(namespace, stream))
        : Optional.empty();
  }

  @Override
  public boolean isOwnHost(String host) {
    return hosts.any().test(host);
  }
}
