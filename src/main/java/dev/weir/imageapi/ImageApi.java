package dev.weir.imageapi;

import dev.weir.access.Authorizer;
import dev.weir.controller.EventRecorder;
import dev.weir.controller.WorkQueue;
import dev.weir.importing.Importer;
import dev.weir.objects.Rest;
import dev.weir.objects.StoreContext;
import dev.weir.objects.StoredRest;
import dev.weir.streams.PublishedHost;
import dev.weir.streams.StreamContent;
import dev.weir.streams.StreamObjects;
import dev.weir.streams.StreamStore;
import dev.weir.streams.StreamTags;
import dev.weir.streams.StreamWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts the resources of the group together. */
public final class ImageApi {
  private ImageApi() {}

  /** What the resources share. */
  record Parts(
      StoreContext context,
      StreamStore streams,
      StreamObjects objects,
      StreamWriter writer,
      StreamTags tags,
      StreamContent content,
      StreamViews views,
      PublishedHost host,
      Authorizer authorizer) {
    static Parts of(
        StoreContext context,
        StreamStore streams,
        StreamContent content,
        PublishedHost host,
        Authorizer authorizer) {
      return new Parts(
          context,
          streams,
          new StreamObjects(context.store(), streams, host),
          new StreamWriter(context, streams, authorizer),
          new StreamTags(context, streams, authorizer),
          content,
          new StreamViews(context, host),
          host,
          authorizer);
    }
  }

  /**
   * The resources of the group.
   *
   * @param ofHost subresources of streams that show what the host has, by name
   */
  public static List<Rest> resources(
      StoreContext context,
      StreamStore streams,
      StreamContent content,
      PublishedHost host,
      Authorizer authorizer,
      Map<String, Rest> ofHost,
      Importer importer) {
    Parts parts = Parts.of(context, streams, content, host, authorizer);
    Rest images = new StoredRest(context, ImageKinds.IMAGE, new ImageStrategy(), host);
    List<Rest> all = new ArrayList<>();
    all.add(images);
    Map<String, Rest> subresources = new TreeMap<>(ofHost);
    subresources.put("layers", new ImageStreamLayersRest(parts));
    all.add(new ImageStreamRest(parts, subresources));
    all.add(new ImageStreamTagRest(parts));
    all.add(new ImageTagRest(parts));
    all.add(new ImageSignatureRest(images));
    all.add(new ImageStreamImageRest(parts));
    all.add(new ImageStreamMappingRest(parts, images));
    all.add(new ImageStreamImportRest(parts, new StreamImports(parts, importer)));
    return all;
  }

  /**
   * The loop that imports in the background; it wants the events of all streams, and its queue
   * worked on.
   *
   * @param events tells of failures
   */
  public static BackgroundImport backgroundImport(
      StoreContext context,
      StreamStore streams,
      StreamContent content,
      PublishedHost host,
      Authorizer authorizer,
      Importer importer,
      EventRecorder events,
      WorkQueue queue) {
    Parts parts = Parts.of(context, streams, content, host, authorizer);
    return new BackgroundImport(streams, new StreamImports(parts, importer), events, queue);
  }
}
