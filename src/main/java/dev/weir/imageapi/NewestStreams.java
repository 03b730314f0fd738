package dev.weir.imageapi;

import dev.weir.client.ObjectWatch;
import dev.weir.objects.ListOptions;
import dev.weir.objects.ObjectList;
import dev.weir.objects.Rest;
import dev.weir.objects.Scope;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.objects.Strategy;
import dev.weir.resource.Kinds;
import dev.weir.resource.ResourceKind;
import dev.weir.streams.PublishedHost;

/**
 * Image streams with the newest event of each tag only, as they lie under their main key. For loops
 * that care what tags are, not what they were: a long history would be put together and parsed for
 * each of them at each move of a tag.
 */
public final class NewestStreams implements Rest {
  private final StoredRest heads;

  public NewestStreams(StoreContext context, PublishedHost host) {
    this.heads = new StoredRest(context, Kinds.IMAGE_STREAM, Strategy.PLAIN, host);
  }

  @Override
  public ResourceKind kind() {
    return Kinds.IMAGE_STREAM;
  }

  @Override
  public ObjectList list(Scope scope, ListOptions options) {
    return heads.list(scope, options);
  }

  @Override
  public ObjectWatch watch(Scope scope, ListOptions options) {
    return heads.watch(scope, options);
  }
}
