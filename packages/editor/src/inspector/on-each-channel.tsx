import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { channelReach } from '@throughline/flow/channel-reach';
import type { KnownChannel } from '@throughline/flow/known-channel';
import { speechesOf } from '@throughline/flow/channel-check';
import { choicesIn, languagesOf, speechForm } from '@throughline/flow/channel-speech';
import type { Speech } from '@throughline/flow/declaration';
import type { JsonObject } from '@throughline/flow/json';
import type { Issue } from '@throughline/flow/validate';
import { keptContext } from '@throughline/flow/validate/context';
import { channelsQuery } from '../api/queries.ts';
import { useCatalogue, useFlowEditor } from '../flows/use-flow-editor.tsx';
import { Channel } from '../ui/channel.tsx';
import { languageName } from '../ui/language-name.ts';
import { IssueLines } from './field-frame.tsx';
import { fillTemplate } from './fill-template.ts';
import { SaidOnChannel } from './said-on-channel.tsx';
import { useSettledFlow } from './use-settled-flow.ts';
import inspector from './inspector.module.css';
import styles from './on-each-channel.module.css';

/** What the customer gets of a node's messages, in the form of each channel on which a case gets there. */
export function OnEachChannel({
  node,
  sample,
  issues,
}: {
  node: string;
  sample?: JsonObject | undefined;
  issues: Issue[];
}) {
  const catalogue = useCatalogue();
  const readOnly = useFlowEditor((state) => state.readOnly);
  const flow = useSettledFlow();
  const { data: channels } = useQuery({ ...channelsQuery, enabled: !readOnly });
  const said = useMemo(() => {
    const context = keptContext(flow, catalogue);
    const known = context.nodes.get(node);
    return known && channels ? speechesOf(context, known, channelReach(context, channels), channels) : [];
  }, [flow, catalogue, node, channels]);
  const [name, setName] = useState<string>();
  const [language, setLanguage] = useState<string>();
  if (said.length === 0 || !channels) return null;

  const first = flow.settings.languages[0] ?? 'en';
  const on = channels.filter((channel) =>
    said.some((one) => one.on.some((place) => place.channel === channel)),
  );
  const chosen = on.find((channel) => channel.name === name) ?? on[0];
  const languages = [
    ...new Set(said.flatMap(({ speech }) => languagesOf(speech).map((one) => one ?? first))),
  ];
  const spoken = language !== undefined && languages.includes(language) ? language : (languages[0] ?? first);
  return (
    <section className={inspector['section']} aria-labelledby="on-each-channel">
      <header className={styles['head']}>
        <h2 id="on-each-channel">On each channel</h2>
        {languages.length > 1 && (
          <select
            aria-label="Language of the messages"
            value={spoken}
            onChange={({ target }) => setLanguage(target.value)}
          >
            {languages.map((one) => (
              <option key={one} value={one}>
                {languageName(one)}
              </option>
            ))}
          </select>
        )}
      </header>
      {chosen ? (
        <>
          <div className={styles['channels']} role="group" aria-label="Channel">
            {on.map((channel) => (
              <button
                key={channel.name}
                type="button"
                aria-pressed={channel === chosen}
                onClick={() => setName(channel.name)}
              >
                <Channel name={channel.name} label={channel === chosen} />
                {ofChannel(issues, channel).length > 0 && (
                  <i className={styles['dot']} title="Something does not fit" />
                )}
              </button>
            ))}
          </div>
          {said
            .filter((one) => one.on.some(({ channel }) => channel === chosen))
            .map(({ speech }) => (
              <div key={speech.title} className={styles['speech']}>
                {said.length > 1 && <p className={styles['title']}>{speech.title}</p>}
                <OneSpeech speech={speech} channel={chosen} language={spoken} sample={sample} />
              </div>
            ))}
          <IssueLines issues={ofChannel(issues, chosen)} />
        </>
      ) : (
        <p className={inspector['muted']}>No case gets here on a channel that is set up.</p>
      )}
    </section>
  );
}

function OneSpeech({
  speech,
  channel,
  language,
  sample,
}: {
  speech: Speech;
  channel: KnownChannel;
  language: string;
  sample: JsonObject | undefined;
}) {
  const written = speech.texts.find((one) => one.language === language) ?? speech.texts[0];
  if (!written || written.text.trim() === '') return null;
  const text = fillTemplate(written.text, sample);
  const labels = choicesIn(speech, written.language).map(({ label }) => fillTemplate(label, sample));
  const form = speechForm({ text: text.text, choices: labels.map((one) => one.text) }, channel);
  const filled = [text, ...labels].flatMap((one) => one.filled);
  return (
    <SaidOnChannel
      channel={channel}
      form={form}
      filled={filled}
      atLeast={filled.length > 0 && !text.isSample}
    />
  );
}

function ofChannel(issues: Issue[], { name }: KnownChannel): Issue[] {
  return issues.filter(({ channels }) => channels?.includes(name));
}
