import tokens from '../tokens.css?inline';
import article from './article.css?inline';
import base from './base.css?inline';
import composer from './composer.css?inline';
import launcher from './launcher.css?inline';
import log from './log.css?inline';
import message from './message.css?inline';
import panel from './panel.css?inline';

/** The style sheets of the chat's shadow root, what others build on first. */
export const styles = [tokens, base, launcher, panel, log, message, article, composer];
