package dev.weir.lookup;

import dev.weir.follower.TagLookup;
import dev.weir.follower.Trigger;
import dev.weir.imagestream.SourceStreams;
import dev.weir.trigger.SourceTags;
import java.util.Optional;

/** Tags as they are stored at this moment, with pull specs as clients see them. */
public final class ShownTags implements TagLookup {
  private final SourceTags stored;
  private final RegistryHosts hosts;

  public ShownTags(SourceStreams streams, RegistryHosts hosts) {
    this.stored = new SourceTags(streams);
    this.hosts = hosts;
  }

  @Override
  public Optional<String> newest(Trigger.TagKey tag) {
    return stored.newest(tag).map(hosts::shown);
  }

  @Override
  public boolean isOwnHost(String host) {
    return hosts.any().test(host);
  }
}
