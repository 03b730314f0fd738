package dev.weir.importing;

import dev.weir.access.User;
import dev.weir.imagestream.RemoteTagOrder;
import dev.weir.importing.Fetched.RepositoryTags;
import dev.weir.importing.bounds.ImportMemory;
import dev.weir.importing.bounds.Patience;
import dev.weir.reference.ImageReference;
import dev.weir.reference.TagName;
import dev.weir.remote.Keyring;
import dev.weir.remote.Registries;
import dev.weir.remote.RemoteException;
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
   * Looks at everything in the batch.
   *
   * @param patience when it is over, what is still missing has failed
   * @param memory what does not fit has failed; holds the outcomes until it is closed
   * @throws InterruptedException if nobody wants to know any more
   */
  public Fetched fetch(
      ImportBatch batch, Keyring keyring, Patience patience, ImportMemory.Part memory)
      throws InterruptedException {
    Fetched.Pass first = pass(batch, keyring, patience, memory);
    return new Fetched(
        first,
        keyring.isEmpty() || !first.run().hasWrongLogin()
            ? Optional.empty()
            : Optional.of(pass(batch, Keyring.EMPTY, patience, memory)));
  }

  private Fetched.Pass pass(
      ImportBatch batch, Keyring keyring, Patience patience, ImportMemory.Part memory)
      throws InterruptedException {
    ImportRun run = new ImportRun(registries, keyring, patience, memory);
    run.fetch(batch.images());
    return new Fetched.Pass(
        run,
        batch.repository().isEmpty()
            ? Optional.empty()
            : Optional.of(tags(run, batch.repository().get(), batch.images())));
  }

  private static RepositoryTags tags(
      ImportRun run, RepositoryRequest request, List<ImportRequest> images)
      throws InterruptedException {
    return switch (ParsedName.of(request.from())) {
      case ParsedName.Unread(String why) ->
          new RepositoryTags.Unlisted(new ImportFailure.InvalidName(request.from(), why));
      case ParsedName.Read(ImageReference asked) -> tags(run, request, asked, images);
    };
  }

  private static RepositoryTags tags(
      ImportRun run, RepositoryRequest request, ImageReference asked, List<ImportRequest> images)
      throws InterruptedException {
    ImageReference repository = asked.withClientDefaults().withTag("");
    List<String> tags;
    try {
      tags = run.tags(asked, request.insecure());
    } catch (RemoteException e) {
      return new RepositoryTags.Unlisted(ImportFailure.Refused.of(e, repository));
    } catch (TimeoutException e) {
      String why = String.valueOf(e.getMessage());
      return new RepositoryTags.Unlisted(new ImportFailure.Ended(repository, why));
    }
    RepositoryTags.Listed listed = listed(tags, request, asked, alreadyAsked(asked, images));
    run.fetch(listed.wanted());
    return listed;
  }

  private static RepositoryTags.Listed listed(
      List<String> found, RepositoryRequest request, ImageReference asked, Set<String> besides) {
    List<String> tags = RemoteTagOrder.sort(found).stream().filter(TagName::isValid).toList();
    int limit = request.limit().of(tags.size());
    List<ImportRequest> wanted = new ArrayList<>();
    List<String> additional = new ArrayList<>();
    for (int i = 0; i < tags.size(); i++) {
      if (i < limit || besides.contains(tags.get(i))) {
        String from = asked.withTag(tags.get(i)).exact();
        wanted.add(ImportRequest.of(from, request.insecure(), request.mode()));
      } else {
        additional.add(tags.get(i));
      }
    }
    return new RepositoryTags.Listed(wanted, additional);
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
}
