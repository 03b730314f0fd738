package dev.weir.importing;

import dev.weir.access.User;
import dev.weir.imagestream.RemoteTagOrder;
import dev.weir.reference.ImageReference;
import dev.weir.reference.TagName;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
import dev.weir.resource.ApiStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * Looks at images and repositories of other registries (image-api.md 5.1–5.3, 5.5, 5.8). Blocks
 * until all is known; never throws for what a registry does.
 */
public final class Importer {
  private final Registries registries;
  private final ImportMemory memory;

  public Importer(Registries registries, ImportMemory memory) {
    this.registries = registries;
    this.memory = memory;
  }

  /** What an import of this user is going to hold; to be closed when its outcomes are told. */
  public ImportMemory.Part memory(User user) {
    return memory.part(user);
  }

  /**
   * Looks at everything in the batch. If a login turns out to be wrong, all is tried again without
   * any; who then still has no access keeps the first answer.
   *
   * @param patience when it is over, what is still missing has failed
   * @param memory what does not fit has failed; holds the outcomes until it is closed
   * @throws InterruptedException if nobody wants to know any more
   */
  public ImportResult run(
      ImportBatch batch, Keyring keyring, Patience patience, ImportMemory.Part memory)
      throws InterruptedException {
    ImportResult first = pass(batch, keyring, patience, memory);
    if (keyring.isEmpty() || !hasWrongLogin(first)) {
      return first;
    }
    return better(first, pass(batch, Keyring.EMPTY, patience, memory));
  }

  private ImportResult pass(
      ImportBatch batch, Keyring keyring, Patience patience, ImportMemory.Part memory)
      throws InterruptedException {
    ImportRun run = new ImportRun(registries, keyring, patience, memory);
    List<ImportOutcome> images = run.images(batch.images());
    if (batch.repository().isEmpty()) {
      return new ImportResult(images, Optional.empty());
    }
    return new ImportResult(
        images, Optional.of(repository(run, batch.repository().get(), batch.images())));
  }

  private static RepositoryOutcome repository(
      ImportRun run, RepositoryRequest request, List<ImportRequest> images)
      throws InterruptedException {
    return switch (ParsedName.of(request.from())) {
      case ParsedName.Unread(String why) ->
          new RepositoryOutcome.Unlisted(Refusals.invalidName(request.from(), why));
      case ParsedName.Read(ImageReference asked) -> repository(run, request, asked, images);
    };
  }

  private static RepositoryOutcome repository(
      ImportRun run, RepositoryRequest request, ImageReference asked, List<ImportRequest> images)
      throws InterruptedException {
    List<String> tags;
    ImageReference repository = asked.withClientDefaults().withTag("");
    try {
      tags =
          RemoteTagOrder.sort(run.tags(asked, request.insecure())).stream()
              .filter(TagName::isValid)
              .toList();
    } catch (RemoteException e) {
      return new RepositoryOutcome.Unlisted(Refusals.of(e, repository), e.mayPass());
    } catch (TimeoutException e) {
      return new RepositoryOutcome.Unlisted(
          Refusals.ended(repository, String.valueOf(e.getMessage())), true);
    }
    int limit = request.limit() < 0 ? tags.size() : Math.min(request.limit(), tags.size());
    Set<String> alreadyAsked = alreadyAsked(asked, images);
    List<ImportRequest> wanted = new ArrayList<>();
    List<String> additional = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      if (i < limit || alreadyAsked.contains(tags.get(i))) {
        String from = asked.withTag(tags.get(i)).exact();
        wanted.add(ImportRequest.of(from, request.insecure(), request.mode()));
      } else {
        additional.add(tags.get(i));
      }
    }
    return new RepositoryOutcome.Listed(run.images(wanted), additional);
  }

  /** Tags of the repository that the batch names one by one. */
  private static Set<String> alreadyAsked(ImageReference repository, List<ImportRequest> images) {
    ImageReference wanted = repository.withClientDefaults().withTag("");
    Set<String> tags = new HashSet<>();
    for (ImportRequest image : images) {
      if (ParsedName.of(image.from()) instanceof ParsedName.Read(ImageReference reference)) {
        ImageReference full = reference.withClientDefaults().mostSpecific();
        if (full.withTag("").equals(wanted)) {
          tags.add(full.tag());
        }
      }
    }
    return tags;
  }

  private static boolean hasWrongLogin(ImportResult result) {
    List<ImportOutcome> all = new ArrayList<>(result.images());
    if (result.repository().orElse(null) instanceof RepositoryOutcome.Listed listed) {
      all.addAll(listed.images());
    }
    return all.stream()
        .anyMatch(outcome -> outcome instanceof ImportOutcome.Failed failed && failed.wrongLogin());
  }

  private static boolean isUnauthorized(ApiStatus status) {
    return status.reason().equals("Unauthorized");
  }

  private static ImportResult better(ImportResult first, ImportResult second) {
    Optional<RepositoryOutcome> repository =
        first.repository().map(r -> better(r, second.repository().orElse(r)));
    return new ImportResult(better(first.images(), second.images()), repository);
  }

  private static RepositoryOutcome better(RepositoryOutcome first, RepositoryOutcome second) {
    return switch (second) {
      case RepositoryOutcome.Unlisted(ApiStatus status, _) when isUnauthorized(status) -> first;
      case RepositoryOutcome.Unlisted unlisted -> unlisted;
      case RepositoryOutcome.Listed listed
          when first instanceof RepositoryOutcome.Listed before
              && before.images().size() == listed.images().size() ->
          new RepositoryOutcome.Listed(
              better(before.images(), listed.images()), listed.additionalTags());
      case RepositoryOutcome.Listed listed -> listed;
    };
  }

  private static List<ImportOutcome> better(List<ImportOutcome> first, List<ImportOutcome> second) {
    List<ImportOutcome> best = new ArrayList<>();
    for (int i = 0; i < first.size(); i++) {
      boolean stillRefused =
          second.get(i) instanceof ImportOutcome.Failed(ApiStatus status, _, _, _)
              && isUnauthorized(status);
      best.add(stillRefused ? first.get(i) : second.get(i));
    }
    return best;
  }
}
