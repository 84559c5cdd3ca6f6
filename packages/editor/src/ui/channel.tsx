import {
  Camera,
  Mail,
  MessageCircle,
  MessageSquareMore,
  MessagesSquare,
  Phone,
  Send,
  Smartphone,
  UserRound,
  type LucideIcon,
} from 'lucide-react';
import styles from './channel.module.css';

const channels: { [channel: string]: { name: string; icon: LucideIcon } } = {
  webchat: { name: 'Web chat', icon: MessageCircle },
  sms: { name: 'SMS', icon: Smartphone },
  'plivo-sms': { name: 'SMS', icon: Smartphone },
  whatsapp: { name: 'WhatsApp', icon: MessagesSquare },
  voice: { name: 'Phone', icon: Phone },
  email: { name: 'E-mail', icon: Mail },
  messenger: { name: 'Messenger', icon: MessageSquareMore },
  instagram: { name: 'Instagram', icon: Camera },
  telegram: { name: 'Telegram', icon: Send },
  portal: { name: 'Portal', icon: UserRound },
};

/** One icon and one hue for each channel, everywhere. */
export function Channel({ name, label = false }: { name: string; label?: boolean }) {
  const { name: title, icon: Icon } = channels[name] ?? { name, icon: MessageCircle };
  return (
    <span className={styles['channel']} data-channel={name} title={title}>
      <Icon aria-hidden="true" />
      <span className={label ? undefined : 'unseen'}>{title}</span>
    </span>
  );
}
