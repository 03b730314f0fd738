package dev.weir.cli.object;

import dev.weir.cli.call.Call;
import dev.weir.cli.call.CliException;
import dev.weir.cli.call.Command;
import dev.weir.cli.call.ExitCode;
import dev.weir.cli.call.Failures;
import dev.weir.cli.call.Flags;
import dev.weir.cli.cluster.Cluster;
import dev.weir.cli.cluster.ObjectName;
import dev.weir.cli.cluster.Pages;
import dev.weir.cli.cluster.ScheduledTags;
import dev.weir.cli.cluster.TagMoves;
import dev.weir.cli.describe.EventsText;
import dev.weir.cli.describe.ImageText;
import dev.weir.cli.describe.MoveText;
import dev.weir.cli.describe.ObjectText;
import dev.weir.cli.describe.RoleText;
import dev.weir.cli.describe.SecretText;
import dev.weir.cli.describe.StreamText;
import dev.weir.cli.target.Address;
import dev.weir.cli.target.ManifestFiles;
import dev.weir.client.Resources.Query;
import dev.weir.imagestream.StreamJson;
import dev.weir.resource.ApiObject;
import dev.weir.resource.Json;
import dev.weir.resource.Kinds;
import dev.weir.resource.Meta;
import dev.weir.resource.ResourceKind;
import dev.weir.resource.StatusException;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** {@code describe}: tells people about objects (cli.md 7). */
public final class Describe implements Command {
  @Override
  public Flags flags() {
    Flags flags =
        Flags.of("describe (TYPE [NAME…] | TYPE/NAME… | -f FILE)")
            .describedAs(
                "Tell about objects. Without a name, about all of the type; a name may also be the"
                    + " beginning of names.")
            .examples(
                """
                # A stream: its tags, where they come from, and what they were
                weir describe is/ruby

                # The image that a tag is now
                weir describe istag ruby:2.0\
                """)
            .flag("-A,--all-namespaces", "Tell about the objects of all namespaces.")
            .text("-l,--selector", "SELECTOR", "Only objects with these labels.")
            .flag(
                "--show-events", "Tell what happened to objects that are no images (the default).");
    return Pages.declare(ManifestFiles.declare(flags));
  }

  @Override
  public ExitCode run(Call call) throws IOException {
    Failures failures = new Failures(call);
    boolean first = true;
    try (Cluster cluster = Cluster.of(call)) {
      boolean events = !call.arguments().given("--show-events") || call.flag("--show-events");
      Texts texts =
          new Texts(cluster, new ScheduledTags(cluster), events, call.context().clock().instant());
      for (Address address : wanted(call, cluster, failures)) {
        ObjectName name = address.name();
        try {
          for (ObjectNode found : find(call, cluster, address.namespace(), name)) {
            call.context().out().print((first ? "" : "\n\n") + texts.of(name.kind(), found));
            first = false;
          }
        } catch (StatusException e) {
          failures.add(e);
        }
      }
    }
    if (first && failures.isEmpty()) {
      call.warn(nothing(call));
    }
    return failures.exitCode();
  }

  private static String nothing(Call call) throws IOException {
    try (Cluster cluster = Cluster.of(call)) {
      return call.flag("--all-namespaces")
          ? "No resources found"
          : "No resources found in " + cluster.namespace() + " namespace.";
    }
  }

  private static List<Address> wanted(Call call, Cluster cluster, Failures failures)
      throws IOException {
    if (Address.areInFiles(call)) {
      return Address.ofFiles(call, cluster, "describe", failures);
    }
    if (call.positional().isEmpty()) {
      throw CliException.error(
          "You must specify the type of resource to describe. Use \"weir api-resources\" for a"
              + " complete list of supported resources.");
    }
    List<ObjectName> names = ObjectName.parse(cluster.kinds(), call.positional());
    if (call.flag("--all-namespaces") && names.stream().anyMatch(ObjectName::isInNamespace)) {
      throw CliException.error("a resource cannot be retrieved by name across all namespaces");
    }
    String namespace = call.flag("--all-namespaces") ? "" : cluster.namespace();
    return names.stream().map(name -> new Address(name, namespace)).toList();
  }

  private static List<ObjectNode> find(
      Call call, Cluster cluster, String namespace, ObjectName name) throws IOException {
    Pages pages = Pages.of(call, cluster);
    if (name.name().isEmpty()) {
      return pages.objects(name.kind(), namespace, new Query(call.text("--selector"), ""));
    }
    try {
      return List.of(cluster.resources().get(name.kind(), namespace, name.name()).tree());
    } catch (StatusException e) {
      List<ObjectNode> near =
          e.status().code() == 404 && !name.kind().equals(Kinds.IMAGE_STREAM_IMAGE)
              ? beginning(pages, namespace, name)
              : List.of();
      if (near.isEmpty()) {
        throw cluster.missing(e, name.kind(), namespace);
      }
      return near;
    }
  }

  private static List<ObjectNode> beginning(Pages pages, String namespace, ObjectName name)
      throws IOException {
    try {
      return pages.objects(name.kind(), namespace, Query.ALL).stream()
          .filter(object -> Meta.name(object).startsWith(name.name()))
          .toList();
    } catch (StatusException _) {
      return List.of(); // who may get one may not be allowed to list
    }
  }

  /** Objects as text. */
  private record Texts(Cluster cluster, ScheduledTags schedule, boolean events, Instant now) {
    String of(ResourceKind kind, ObjectNode tree) throws IOException {
      if (kind.equals(Kinds.IMAGE_STREAM)) {
        return StreamText.of(tree, schedule.of(tree), now);
      }
      if (kind.equals(Kinds.IMAGE)) {
        return ImageText.of(tree, "", now);
      }
      ObjectNode image = Json.objectAt(tree, "image");
      if (kind.equals(Kinds.IMAGE_STREAM_TAG)) {
        return ImageText.of(
            image, Meta.name(image), new ImageText.OfTag(held(tree), moved(tree)), now);
      }
      if (kind.equals(Kinds.IMAGE_STREAM_IMAGE)) {
        return ImageText.of(image, Meta.name(image), now);
      }
      if (kind.equals(Kinds.SECRET)) {
        return SecretText.of(tree);
      }
      if (kind.equals(Kinds.ROLE) || kind.equals(Kinds.CLUSTER_ROLE)) {
        return RoleText.of(tree);
      }
      return ObjectText.of(tree) + (events ? happened(tree) : "");
    }

    /** Events of an object; who may not read them is told of the object all the same. */
    private String happened(ObjectNode tree) {
      if (Meta.uid(tree).isEmpty()) {
        return "";
      }
      try {
        Query query = new Query("", EventsText.selector(tree));
        return EventsText.of(
            cluster.resources().list(Kinds.EVENT, Meta.namespace(tree), query).items().stream()
                .map(ApiObject::tree)
                .toList(),
            now);
      } catch (StatusException _) {
        return "";
      }
    }

    /** Who holds a tag, in one line. */
    private static String held(ObjectNode tree) {
      return tree.get("tag") instanceof ObjectNode tag
          ? StreamJson.readSpecTag("tag", tag).hold().orElse("").replaceAll("\\s+", " ")
          : "";
    }

    private String moved(ObjectNode tag) throws IOException {
      return TagMoves.newest(cluster, Meta.namespace(tag), Meta.name(tag))
          .map(move -> MoveText.of(move, now))
          .orElse("");
    }
  }
}
