import type { ReactNode } from 'react';
import { classes } from './classes.ts';
import styles from './title-table.module.css';

/** A list of things to open: in each row first its title, a link, with its id below. `className` adds what is the page's own. */
export function TitleTable({ className, children }: { className: string | undefined; children: ReactNode }) {
  return <table className={classes(styles['table'], className)}>{children}</table>;
}
