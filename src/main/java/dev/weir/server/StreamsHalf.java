package dev.weir.server;

import dev.weir.access.Authenticator;
import dev.weir.access.Authorizer;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.WorkQueue;
import dev.weir.http.BodyBudget;
import dev.weir.imageapi.BackgroundImport;
import dev.weir.imageapi.ImageApi;
import dev.weir.imageapi.NewestStreams;
import dev.weir.importing.ImportMemory;
import dev.weir.importing.Importer;
import dev.weir.objects.Catalog;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.registry.Realm;
import dev.weir.registry.RegistryDoor;
import dev.weir.streams.AllowedRegistries;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.RecordPush;
import dev.weir.streams.RepositoryLinks;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamNames;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamTags;
import java.util.List;
import java.util.Map;

/**
 * The streams' half of a server: image streams, their content, what imports fill them with, and the
 * registry in front.
 *
 * @param objects the store, with the cluster around it
 * @param published how pull specs name the registry
 */
record StreamsHalf(
    StoreContext objects,
    StreamStore streams,
    RepositoryLinks links,
    StreamContent content,
    PublishedHost published,
    Importer importer,
    Authorizer authorizer) {
  static StreamsHalf on(
      StoreContext objects, Parts parts, Ground ground, Stores stores, Authorizer authorizer) {
    StreamStore streams =
        new StreamStore(
            objects,
            new AllowedRegistries(ground.config().allowedRegistries(), ground.registryHost()));
    RepositoryLinks links = new RepositoryLinks(stores.store(), objects.host());
    return new StreamsHalf(
        objects,
        streams,
        links,
        new StreamContent(streams, stores.blobs(), links),
        new PublishedHost(ground.registryHost(), !ground.config().askedRegistryHost().isEmpty()),
        new Importer(
            parts.add(
                Upstreams.open(ground.config(), ground.surroundings().proxies(), ground.steady())),
            new ImportMemory(ground.heap())),
        authorizer);
  }

  /**
   * The kinds of {@code image.openshift.io}.
   *
   * @param ofHost subresources of streams that show what the cluster has, by name
   */
  List<Rest> kinds(Map<String, Rest> ofHost) {
    return ImageApi.resources(objects, streams, content, published, authorizer, ofHost, importer);
  }

  /** Streams with the newest event of each tag, for loops. */
  Catalog newest() {
    return new Catalog(List.of(new NewestStreams(objects, published)));
  }

  /** What imports that tags ask for, and nobody waits for. */
  BackgroundImport imports(EventRecorder events, WorkQueue queue) {
    return ImageApi.backgroundImport(
        objects, streams, content, published, authorizer, importer, events, queue);
  }

  RegistryDoor door(Ground ground, Stores stores, Authenticator everybody, BodyBudget bodies) {
    return new RegistryDoor(
        new RegistryDoor.Parts(
            stores.blobs(),
            new StreamNames(stores.store()),
            links,
            new StreamTags(objects, streams, authorizer),
            content,
            new RecordPush(objects, streams, authorizer, content),
            everybody,
            authorizer,
            new Realm(
                ground.config().publicAccess().registry(), ground.names(), ground.registryHost()),
            ground.clock(),
            bodies,
            ground.heap().cached()));
  }
}
